import{a}from"./chunk-UQ7SGI6L.js";import"./chunk-3TXHFKDN.js";export{a as default};
