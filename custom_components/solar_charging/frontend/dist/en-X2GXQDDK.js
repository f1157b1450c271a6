import{t as a}from"./chunk-TXF57I6L.js";import"./chunk-3TXHFKDN.js";export{a as default};
