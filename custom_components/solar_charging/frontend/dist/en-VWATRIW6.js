import{t as a}from"./chunk-OREJ5GXC.js";import"./chunk-3TXHFKDN.js";export{a as default};
