import{t as a}from"./chunk-TIBHC34V.js";import"./chunk-3TXHFKDN.js";export{a as default};
