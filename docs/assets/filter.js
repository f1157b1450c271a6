// "Is mine supported?": hides the rows of the table that do not hold what was typed.
document$.subscribe(() => {
  const field = document.getElementById('device-filter');
  if (!field) return;
  field.addEventListener('input', () => {
    const words = field.value.toLowerCase().split(/\s+/);
    for (const row of document.querySelectorAll('.md-typeset table tbody tr')) {
      const text = row.textContent.toLowerCase();
      row.hidden = !words.every((word) => text.includes(word));
    }
  });
});
