import{s as a}from"./chunk-2RFN7TUR.js";import"./chunk-3TXHFKDN.js";export{a as default};
