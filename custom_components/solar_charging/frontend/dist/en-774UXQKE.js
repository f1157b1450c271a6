import{s as a}from"./chunk-MVWULUMU.js";import"./chunk-3TXHFKDN.js";export{a as default};
