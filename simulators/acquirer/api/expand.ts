import { invalidRequest } from './errors.ts'

/** Which linked objects are to be shown whole: `payment_intent.latest_charge` → `{payment_intent: {latest_charge: {}}}`. */
export type Expansion = { readonly [field: string]: Expansion }

type ObjectKind =
  | 'session'
  | 'payment_intent'
  | 'charge'
  | 'refund'
  | 'payment_method'
  | 'line_items'
  | 'event'
  | 'balance'
  | 'customer'

const EXPANDABLE: Record<ObjectKind, Readonly<Record<string, ObjectKind>>> = {
  session: { payment_intent: 'payment_intent', line_items: 'line_items' },
  payment_intent: { latest_charge: 'charge', payment_method: 'payment_method' },
  charge: {},
  refund: { charge: 'charge', payment_intent: 'payment_intent' },
  payment_method: {},
  line_items: {},
  event: {},
  balance: {},
  customer: {},
}

function add(expansion: Expansion, path: readonly string[]): Expansion {
  const [field, ...rest] = path
  if (field === undefined) return expansion
  return { ...expansion, [field]: add(expansion[field] ?? {}, rest) }
}

/** Checks every path against what the object links to; lists take the paths of their items behind `data.`. */
export function readExpansion(
  paths: readonly string[] | undefined,
  kind: ObjectKind,
  inList = false,
): Expansion {
  let expansion: Expansion = {}
  for (const path of paths ?? []) {
    const fields = path.split('.')
    const isItem = !inList || fields.shift() === 'data'
    let at: ObjectKind | undefined = isItem ? kind : undefined
    for (const field of fields) at = at && EXPANDABLE[at][field]
    if (!at) {
      throw invalidRequest(`This property cannot be expanded (${path}).`, { param: 'expand' })
    }
    expansion = add(expansion, fields)
  }
  return expansion
}
