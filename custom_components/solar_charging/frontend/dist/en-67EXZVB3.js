import{t as a}from"./chunk-5D2DK5FO.js";import"./chunk-3TXHFKDN.js";export{a as default};
