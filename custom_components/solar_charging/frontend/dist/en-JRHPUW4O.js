import{t as a}from"./chunk-YCMU7DNA.js";import"./chunk-3TXHFKDN.js";export{a as default};
