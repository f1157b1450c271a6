import{t as a}from"./chunk-BVMGWDZU.js";import"./chunk-3TXHFKDN.js";export{a as default};
