import{t as a}from"./chunk-D5WBJVRF.js";import"./chunk-3TXHFKDN.js";export{a as default};
