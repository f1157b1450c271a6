import{t as a}from"./chunk-5ICCBQJG.js";import"./chunk-3TXHFKDN.js";export{a as default};
