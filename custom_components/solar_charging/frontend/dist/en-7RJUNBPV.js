import{s as a}from"./chunk-G6DRWUPD.js";import"./chunk-3TXHFKDN.js";export{a as default};
