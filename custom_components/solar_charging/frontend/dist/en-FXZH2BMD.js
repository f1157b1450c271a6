import{s as a}from"./chunk-ECW43CHK.js";import"./chunk-3TXHFKDN.js";export{a as default};
