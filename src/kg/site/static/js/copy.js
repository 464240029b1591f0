// A button beside each <pre data-copy> that copies its text; the words come from the page.
const { copy, copied } = document.querySelector("script[data-copy]").dataset;
const SHOWN = 2000; // milliseconds

for (const block of document.querySelectorAll("pre[data-copy]")) {
  if (!navigator.clipboard) break; // not over plain HTTP: text can be selected all the same
  const button = document.createElement("button");
  button.type = "button";
  button.className = "quiet copy";
  button.textContent = copy;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(block.textContent);
    button.textContent = copied;
    setTimeout(() => (button.textContent = copy), SHOWN);
  });
  block.before(button);
}
