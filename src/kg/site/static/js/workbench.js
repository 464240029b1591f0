// Puts the editor in place of the field when a reader comes to it, by pointer, finger or keyboard:
// whoever only reads an answer does not wait for it.
const field = document.querySelector("textarea[data-editor]");
let composing = false;
let asked = false;

field.addEventListener("compositionstart", () => (composing = true));
field.addEventListener("compositionend", () => (composing = false));

async function begin() {
  if (asked) return;
  asked = true;
  const { edit } = await import(field.dataset.editor);
  const later = () => setTimeout(() => edit(field)); // when the field has the syllable
  if (composing) field.addEventListener("compositionend", later, { once: true });
  else edit(field);
}

for (const event of ["pointerenter", "focus"]) field.addEventListener(event, begin, { once: true });
if (document.activeElement === field) begin();
