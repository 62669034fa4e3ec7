"""Contrast of every visible text of a page with what is behind it, as WCAG 2 computes it."""

__all__ = ["LOW_CONTRAST"]

LOW_CONTRAST = """() => {
  const numbers = (color) => (color.match(/[\\d.]+/g) || []).map(Number);
  const over = (top, below) => { const a = top[3] ?? 1; return [0, 1, 2].map((i) => top[i] * a + below[i] * (1 - a)); };
  const part = (value) => (value /= 255) <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  const light = (color) => 0.2126 * part(color[0]) + 0.7152 * part(color[1]) + 0.0722 * part(color[2]);
  const chain = (element) => element ? [...chain(element.parentElement), element] : [];
  const page = numbers(getComputedStyle(document.body).backgroundColor);
  const found = [];
  for (const element of document.querySelectorAll("body *")) {
    const own = Array.from(element.childNodes).some((node) => node.nodeType === 3 && node.textContent.trim());
    const field = ["INPUT", "TEXTAREA", "SELECT"].includes(element.tagName);
    if (!(own || field) || !element.checkVisibility() || element.closest(".skip, script, style, :disabled")) continue;
    const style = getComputedStyle(element);
    let behind = page, opacity = 1;
    for (const each of chain(element)) {
      behind = over(numbers(getComputedStyle(each).backgroundColor), behind);
      opacity *= Number(getComputedStyle(each).opacity);
    }
    const color = numbers(element.closest("svg") ? style.fill : style.color);
    const shown = over([...color.slice(0, 3), (color[3] ?? 1) * opacity], behind);
    const [high, low] = [light(shown), light(behind)].sort((a, b) => b - a);
    const size = parseFloat(style.fontSize), large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    const ratio = (high + 0.05) / (low + 0.05);
    const what = `${element.tagName} ${element.textContent.trim().slice(0, 40)}`;
    if (ratio < (large ? 3 : 4.5)) found.push(`${ratio.toFixed(2)} ${what}`);
  }
  return found;
}"""
"""JavaScript that returns a line for each text below 4.5 to 1, for large ones below 3 to 1."""
