/** Markup that is safe to send: only `html` makes it, and `html` escapes every text that is put into it. */
export type Html = { readonly markup: string }

type Slot = string | number | Html | readonly Html[] | null

const ESCAPES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

function escape(text: string): string {
  return text.replaceAll(/[&<>"']/g, character => ESCAPES[character] ?? character)
}

function fill(slot: Slot): string {
  if (slot === null) return ''
  if (typeof slot === 'string') return escape(slot)
  if (typeof slot === 'number') return String(slot)
  if ('markup' in slot) return slot.markup
  return slot.map(part => part.markup).join('')
}

export function html(texts: TemplateStringsArray, ...slots: Slot[]): Html {
  let markup = texts[0] ?? ''
  for (const [index, slot] of slots.entries()) markup += fill(slot) + (texts[index + 1] ?? '')
  return { markup }
}
