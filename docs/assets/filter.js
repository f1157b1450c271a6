// "Is mine supported?": hides the rows of the table that do not hold what was typed. Home Assistant's device pages link here with
// `?find=INTEGRATION`, which leads on where there is but one.
document$.subscribe(() => {
  const field = document.getElementById('device-filter');
  if (!field) return;
  const rows = [...document.querySelectorAll('.md-typeset table tbody tr')];
  const filter = () => {
    const words = field.value.toLowerCase().split(/\s+/);
    for (const row of rows) {
      const text = row.textContent.toLowerCase();
      row.hidden = !words.every((word) => text.includes(word));
    }
  };
  field.addEventListener('input', filter);
  const wanted = new URLSearchParams(location.search).get('find');
  if (!wanted) return;
  field.value = wanted;
  filter();
  const links = rows.map((row) => row.querySelector('a')).filter((link) => link.textContent === wanted);
  if (links.length === 1) location.replace(links[0].href);
});
