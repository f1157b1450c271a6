// What the theme leaves to keys and screen readers: a table wider than the screen takes the focus, so that keys scroll it, and the
// button beside each piece of code is no landmark of the page.
document$.subscribe(() => {
  setTimeout(() => {
    for (const region of document.querySelectorAll('.md-typeset__scrollwrap')) {
      if (region.scrollWidth > region.clientWidth) region.tabIndex = 0;
    }
    for (const buttons of document.querySelectorAll('.md-code__nav')) buttons.setAttribute('role', 'none');
  });
});
