/** Hides what does not match the search; without it the page shows everything. */
export const script = `
const search = document.getElementById('search');
search.addEventListener('input', () => {
  const words = search.value.toLowerCase().split(/\\s+/).filter(Boolean);
  for (const element of document.querySelectorAll('[data-text]')) {
    element.hidden = !words.every((word) => element.dataset.text.includes(word));
  }
  for (const section of document.querySelectorAll('nav section, main section')) {
    const all = section.querySelectorAll('[data-text]');
    section.hidden = all.length > 0 && [...all].every((element) => element.hidden);
  }
});
`;
