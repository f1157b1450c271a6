import{t as a}from"./chunk-GX6JX77C.js";import"./chunk-3TXHFKDN.js";export{a as default};
