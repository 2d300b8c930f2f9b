/**
 * Shows the HTML of a mail inside a shadow tree, apart from our own styles. A mail is a text by strangers, so it is
 * parsed where nothing runs or loads, and only known elements and attributes of it are made anew: no script, no
 * image, no form, no `id` ever comes over. A sandboxed frame would not do: it inherits our Content-Security-Policy,
 * which refuses every `style` attribute, and nothing inside it can be checked for accessibility.
 */
export function showMail(host: HTMLElement, html: string): void {
  const root = host.shadowRoot ?? host.attachShadow({ mode: 'open' })
  const sheets: string[] = []
  // Taken out before the parser sees them: it would report each as a breach of the policy.
  const harmless = html
    .replaceAll(/<style\b[^>]*>([\s\S]*?)<\/style>/gi, (_, sheet: string) => {
      sheets.push(sheet)
      return ''
    })
    .replaceAll(/\sstyle\s*=/gi, ` ${styleAttribute}=`)
  const mail = new DOMParser().parseFromString(harmless, 'text/html')
  const page = document.createElement('div')
  copyLook(mail.body, page)
  page.append(...copyChildren(mail.body))
  root.replaceChildren(page)
  root.adoptedStyleSheets = sheets.filter(loadsNothing).map(text => {
    const sheet = new CSSStyleSheet()
    sheet.replaceSync(text)
    return sheet
  })
}

const styleAttribute = 'data-mail-style'

/** Layout, text and tables: what mails consist of. */
const elements = new Set(
  'a b blockquote br code dd div dl dt em h1 h2 h3 h4 hr i li ol p pre small span strong sub sup table tbody td tfoot th thead tr u ul'.split(
    ' ',
  ),
)
const attributes =
  'align border cellpadding cellspacing class colspan dir lang role rowspan scope valign width'.split(' ')
const silent = new Set(['head', 'script', 'style', 'template', 'title'])

function copyChildren(parent: Node): Node[] {
  return Array.from(parent.childNodes).flatMap(node => {
    if (node.nodeType === Node.TEXT_NODE) return [document.createTextNode(node.textContent ?? '')]
    return node instanceof HTMLElement ? copyElement(node) : []
  })
}

function copyElement(from: HTMLElement): Node[] {
  const name = from.localName
  if (silent.has(name)) return []
  // An unknown element is left out; what is written in it is not.
  if (!elements.has(name)) return copyChildren(from)
  const to = document.createElement(name)
  copyLook(from, to)
  if (name === 'a') copyLink(from, to)
  to.append(...copyChildren(from))
  return [to]
}

/** Styles are set through the object model, which the policy allows where it refuses the attribute. */
function copyLook(from: HTMLElement, to: HTMLElement): void {
  for (const attribute of attributes) {
    const value = from.getAttribute(attribute)
    if (value !== null) to.setAttribute(attribute, value)
  }
  const style = from.getAttribute(styleAttribute)
  if (style !== null && loadsNothing(style)) to.style.cssText = style
}

/** Whoever wrote the mail would learn from a loaded picture that it was opened, and by whom. */
function loadsNothing(style: string): boolean {
  return !/url\s*\(|image-set\s*\(|@import|\\/i.test(style)
}

/** Opens beside the inbox, and only what is an address of the web or of a mailbox. */
function copyLink(from: HTMLElement, to: HTMLElement): void {
  const address = from.getAttribute('href') ?? ''
  if (!/^(https?:|mailto:)/i.test(address)) return
  to.setAttribute('href', address)
  to.setAttribute('target', '_blank')
  to.setAttribute('rel', 'noopener noreferrer')
}
