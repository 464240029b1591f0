// Suggestions in the search box: the combobox with a listbox popup of the ARIA Authoring Practices.
// Without this script the box is a form like any other.
const WAIT = 120; // milliseconds after the last key
const FEWEST = 2; // letters

function enhance(input) {
  const { suggest, language, suggestions, suggested, none } = input.dataset;
  const list = document.createElement("ul");
  const status = document.createElement("span");
  let options = [];
  let current = -1;
  let timer = 0;
  let asked = null;

  list.id = `${input.id}-options`;
  list.className = "suggestions";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", suggestions);
  status.className = "hidden";
  status.setAttribute("role", "status");
  input.after(list, status);
  for (const [name, value] of [
    ["role", "combobox"],
    ["aria-autocomplete", "list"],
    ["aria-expanded", "false"],
    ["aria-controls", list.id],
  ]) {
    input.setAttribute(name, value);
  }

  function close() {
    asked?.abort();
    clearTimeout(timer);
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    choose(-1);
  }

  function choose(index) {
    options[current]?.setAttribute("aria-selected", "false");
    current = index;
    const option = options[current];
    if (!option) return input.removeAttribute("aria-activedescendant");
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", option.id);
  }

  function show(found) {
    choose(-1);
    options = found.map(({ text, lang, match, kind, url }, index) => {
      const option = document.createElement("li");
      const name = document.createElement("bdi");
      const what = document.createElement("span");
      option.id = `${list.id}-${index}`;
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      option.dataset.url = url ?? "";
      name.textContent = match ? `${text} (${match})` : text;
      if (lang) name.lang = lang;
      what.textContent = kind;
      option.append(name, what);
      return option;
    });
    list.replaceChildren(...options);
    list.hidden = options.length === 0;
    input.setAttribute("aria-expanded", String(!list.hidden));
    status.textContent = options.length ? suggested.replace("{count}", options.length) : none;
  }

  async function ask() {
    const query = input.value.normalize("NFC").trim();
    asked?.abort();
    if (query.length < FEWEST) return close();
    asked = new AbortController();
    try {
      const address = `${suggest}?${new URLSearchParams({ q: query, lang: language })}`;
      const response = await fetch(address, { signal: asked.signal });
      if (response.ok) show(await response.json());
    } catch (error) {
      if (error.name !== "AbortError") close(); // offline: the form still works
    }
  }

  function later() {
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  }

  function go(option) {
    if (option?.dataset.url) location.assign(option.dataset.url);
  }

  input.addEventListener("input", (event) => event.isComposing || later());
  input.addEventListener("compositionend", later); // an input method has finished a syllable
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      close();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (list.hidden) return event.key === "ArrowDown" ? ask() : undefined;
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      const places = options.length + 1; // one of them is the box itself
      choose(((current + 1 + step + places) % places) - 1);
    } else if (event.key === "Enter" && options[current] && !list.hidden) {
      event.preventDefault();
      go(options[current]);
    }
  });
  input.addEventListener("blur", close);
  list.addEventListener("pointerdown", (event) => event.preventDefault()); // the box keeps the focus
  list.addEventListener("click", (event) => go(event.target.closest("[role=option]")));
}

for (const input of document.querySelectorAll("input[data-suggest]")) enhance(input);
