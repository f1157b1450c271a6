import{t as a}from"./chunk-E5TKGILD.js";import"./chunk-3TXHFKDN.js";export{a as default};
