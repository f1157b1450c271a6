import{s as a}from"./chunk-QOYKCBCG.js";import"./chunk-3TXHFKDN.js";export{a as default};
