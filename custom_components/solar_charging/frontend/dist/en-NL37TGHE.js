import{t as a}from"./chunk-WCPMKUR5.js";import"./chunk-3TXHFKDN.js";export{a as default};
