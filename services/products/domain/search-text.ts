/*
 * Text as it is searched and sorted: without case and without accents. Done here and not by the database, so that it
 * does not depend on the locale and the extensions that a database happens to have.
 */

/** Longest word and longest sort key, in code points: indexes take no more than some 2 kB. */
const wordLength = 64;
const keyLength = 100;

/** The words of a text, each once. */
export function wordsOf(text: string): string[] {
  const words = folded(text).match(/[\p{L}\p{N}]+/gu) ?? [];
  return [...new Set(words.map((word) => firstOf(word, wordLength)))];
}

/** What a name is sorted by. */
export function sortKeyOf(name: string): string {
  return firstOf(folded(name).replace(/[\p{Cc}\s]+/gu, ' '), keyLength);
}

function folded(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase();
}

/** By code points: half a surrogate pair is no text. */
function firstOf(text: string, length: number): string {
  return text.length <= length ? text : [...text].slice(0, length).join('');
}
