import{t as a}from"./chunk-QCECRMQJ.js";import"./chunk-3TXHFKDN.js";export{a as default};
