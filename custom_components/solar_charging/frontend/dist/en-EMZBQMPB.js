import{t as a}from"./chunk-7M57ITJF.js";import"./chunk-3TXHFKDN.js";export{a as default};
