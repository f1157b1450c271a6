import{t as a}from"./chunk-F7PL7JYQ.js";import"./chunk-3TXHFKDN.js";export{a as default};
