import { groupCardNumber } from '../cards.ts'

/** What a browser would see after pressing Pay. */
export type PayResult =
  /** Sent back to the merchant, to this address. */
  | { kind: 'returned'; location: string }
  /** Still on the card page: `reason` is the decline code, or `authentication_failed`. */
  | { kind: 'refused'; reason: string }
  /** Still on the card page, with these fields marked. */
  | { kind: 'invalid'; fields: string[] }
  /** On the page of the bank; `answerBank(bankUrl, …)` goes on. */
  | { kind: 'authentication'; bankUrl: string }
  /** The connection was lost: whether money moved is unknown to the browser. */
  | { kind: 'connection_lost' }
  /** Not a page to pay on (any more): expired, complete or missing. */
  | { kind: 'closed'; state: string }

export type CardDetails = {
  number: string
  expiry?: string
  cvc?: string
  name?: string
  email?: string
  /** Ticks that the card is to be kept. */
  save?: boolean
  /** Pays with a saved card of the customer instead: its id at the acquirer. */
  saved?: string
  /** What to answer the bank when it asks; without it the result is `authentication`. */
  bank?: 'approve' | 'reject'
}

function attributeOf(markup: string, pattern: RegExp): string {
  return pattern.exec(markup)?.[1] ?? ''
}

async function readResult(response: Response, requestUrl: string): Promise<PayResult> {
  const location = response.headers.get('location')
  if (location !== null) {
    const target = new URL(location, requestUrl)
    const page = new URL(requestUrl)
    if (target.origin !== page.origin || !target.pathname.startsWith('/c/pay/')) {
      return { kind: 'returned', location: target.href }
    }
    if (target.pathname.includes('/bank/')) return { kind: 'authentication', bankUrl: target.href }
    return readResult(await fetch(target, { redirect: 'manual' }), target.href)
  }
  const markup = await response.text()
  const state = attributeOf(markup, /<body data-state="(\w+)"/)
  switch (state) {
    case 'refused':
      return { kind: 'refused', reason: attributeOf(markup, /data-refusal="(\w+)"/) }
    case 'invalid':
      return {
        kind: 'invalid',
        fields: [...markup.matchAll(/id="(\w+)-error"/g)].map(found => found[1] ?? ''),
      }
    case 'connection_lost':
      return { kind: 'connection_lost' }
    default:
      return { kind: 'closed', state }
  }
}

async function postForm(url: string, fields: Record<string, string>): Promise<PayResult> {
  const body = new URLSearchParams(fields)
  return readResult(await fetch(url, { method: 'POST', body, redirect: 'manual' }), url)
}

/** Answers the bank's page as the cardholder would. */
export async function answerBank(bankUrl: string, answer: 'approve' | 'reject'): Promise<PayResult> {
  return postForm(bankUrl, { answer })
}

/** The form token of a freshly opened card page; empty when the page shows no form. */
export async function openCardPage(sessionUrl: string): Promise<{ formToken: string; state: string }> {
  const markup = await (await fetch(sessionUrl)).text()
  return {
    formToken: attributeOf(markup, /name="form" value="(\w+)"/),
    state: attributeOf(markup, /<body data-state="(\w+)"/),
  }
}

/**
 * Pays on a hosted page as a browser does: opens it, fills in the form and sends it. For tests; `card` is a number
 * or a whole card. `formToken` sends an already opened page again, as an impatient double press does.
 */
export async function payWithCard(
  sessionUrl: string,
  card: string | CardDetails,
  formToken?: string,
): Promise<PayResult> {
  const details = typeof card === 'string' ? { number: card } : card
  const opened = formToken === undefined ? await openCardPage(sessionUrl) : { formToken, state: 'card' }
  if (opened.state !== 'card') return { kind: 'closed', state: opened.state }
  const digits = details.number.replaceAll(/\D/g, '')
  const result = await postForm(sessionUrl, {
    form: opened.formToken,
    number: groupCardNumber(digits),
    expiry: details.expiry ?? `12 / ${String(new Date().getUTCFullYear() + 3).slice(-2)}`,
    cvc: details.cvc ?? (/^3[47]/.test(digits) ? '1234' : '123'),
    name: details.name ?? 'Test Customer',
    email: details.email ?? 'payer@example.com',
    ...(details.save ? { save: 'yes' } : {}),
    ...(details.saved === undefined ? {} : { saved: details.saved }),
  })
  if (result.kind === 'authentication' && details.bank) return answerBank(result.bankUrl, details.bank)
  return result
}
