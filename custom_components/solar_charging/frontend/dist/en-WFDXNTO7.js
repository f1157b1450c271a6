import{t as a}from"./chunk-XDVL2LDN.js";import"./chunk-3TXHFKDN.js";export{a as default};
