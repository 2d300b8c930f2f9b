/**
 * Builds a mail's HTML inside an empty, sandboxed frame. Two things stand in the way of simply loading it there: the
 * frame inherits our Content-Security-Policy, which refuses every `style` attribute of a mail, and a mail is a text
 * by strangers. So the text is parsed apart, where nothing runs or loads, only known elements and attributes are
 * made anew, and styles are set through the object model, which the policy allows.
 */
export function showMail(frame: Document, html: string): void {
  const mail = new DOMParser().parseFromString(html, 'text/html')
  frame.documentElement.lang = mail.documentElement.lang
  frame.head.replaceChildren()
  const styles = Array.from(mail.querySelectorAll('style'), style => style.textContent)
  frame.body.replaceChildren(...copyChildren(frame, mail.body))
  copyStyle(mail.body, frame.body)
  applySheets(frame, styles)
}

const elements = new Set(
  'a b blockquote br code dd div dl dt em h1 h2 h3 h4 hr i li ol p pre small span strong sub sup table tbody td tfoot th thead tr u ul'.split(
    ' ',
  ),
)
const attributes = [
  'align',
  'border',
  'cellpadding',
  'cellspacing',
  'class',
  'colspan',
  'dir',
  'lang',
  'role',
  'rowspan',
  'scope',
  'valign',
  'width',
]

function copyChildren(frame: Document, parent: Node): Node[] {
  return Array.from(parent.childNodes).flatMap(node => {
    if (node.nodeType === Node.TEXT_NODE) return [frame.createTextNode(node.textContent ?? '')]
    return node instanceof HTMLElement ? copyElement(frame, node) : []
  })
}

function copyElement(frame: Document, from: HTMLElement): Node[] {
  const name = from.localName
  if (name === 'style' || name === 'script' || name === 'title') return []
  // An unknown element is left out, what is written in it is not.
  if (!elements.has(name)) return copyChildren(frame, from)
  const to = frame.createElement(name)
  for (const attribute of attributes) {
    const value = from.getAttribute(attribute)
    if (value !== null) to.setAttribute(attribute, value)
  }
  if (to.localName === 'a') copyLink(from, to)
  copyStyle(from, to)
  to.append(...copyChildren(frame, from))
  return [to]
}

/** Opens beside the inbox, and only what is an address of the web or of a mailbox. */
function copyLink(from: HTMLElement, to: HTMLElement): void {
  const address = from.getAttribute('href') ?? ''
  if (!/^(https?:|mailto:)/i.test(address)) return
  to.setAttribute('href', address)
  to.setAttribute('target', '_blank')
  to.setAttribute('rel', 'noopener noreferrer')
}

function copyStyle(from: HTMLElement, to: HTMLElement): void {
  const style = from.getAttribute('style')
  // Nothing may be loaded: whoever wrote the mail would learn that it was opened.
  if (style !== null && !/url\s*\(|image-set\s*\(|@import/i.test(style)) to.style.cssText = style
}

/** A style element would be refused by the policy; a sheet made by a script is not. */
function applySheets(frame: Document, texts: readonly string[]): void {
  const view = frame.defaultView
  if (!view) return
  frame.adoptedStyleSheets = texts
    .filter(text => !/url\s*\(|image-set\s*\(|@import/i.test(text))
    .map(text => {
      const sheet = new view.CSSStyleSheet()
      sheet.replaceSync(text)
      return sheet
    })
}
