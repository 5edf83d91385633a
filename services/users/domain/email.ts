/** The form in which emails are stored and compared: two that differ in case or outer space alone are the same. */
export function normaliseEmail(text: string): string {
  return text.trim().toLowerCase();
}
