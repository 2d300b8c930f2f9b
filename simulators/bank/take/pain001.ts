import { exponentOf, formatAmount, isCurrency, parseAmount, type Currency } from '../../../contract/money.ts'
import { IBANS } from '../accounts.ts'
import { childrenOf, FileProblem, find, requireText, textAt, type Element } from '../xml/read.ts'

export const PAIN_001 = 'pain.001.001.09'

/** One credit transfer as ordered; amounts in minor units. */
export type Order = {
  batch: string
  instruction: string | null
  endToEnd: string
  currency: Currency
  amount: bigint
  /** ISO date: not executed before this day. */
  requestedOn: string
  creditorName: string
  creditorAccount: string
  remittance: string | null
}

const maxIdLength = 35

/** Control sums are plain decimals over all amounts, whatever their currencies; three decimals hold all of ours. */
const sumExponent = 3

function readSum(text: string): bigint {
  const sum = parseAmount(text, sumExponent)
  if (typeof sum === 'string') throw new FileProblem('FF01', `CtrlSum ${text} is not a sum.`)
  return sum
}

function addUp(orders: readonly Order[]): bigint {
  return orders.reduce(
    (sum, { amount, currency }) => sum + amount * 10n ** BigInt(sumExponent - exponentOf(currency)),
    0n,
  )
}

/** The count must be there and right, the sum right where it is given. */
function checkTotals(header: Element, orders: readonly Order[]): void {
  const count = textAt(header, 'NbOfTxs')
  if (count !== null && count !== String(orders.length))
    throw new FileProblem('AM18', `${header.name}/NbOfTxs says ${count}, there are ${orders.length}.`)
  const sum = textAt(header, 'CtrlSum')
  const right = addUp(orders)
  if (sum !== null && readSum(sum) !== right)
    throw new FileProblem(
      'AM10',
      `${header.name}/CtrlSum says ${sum}, it is ${formatAmount(right, sumExponent)}.`,
    )
}

function readAmount(transfer: Element, debited: Currency): bigint {
  const amount = find(transfer, 'Amt/InstdAmt')
  const currency = amount && textAt(amount, '@Ccy')
  if (!amount || currency === null || currency === undefined || !isCurrency(currency))
    throw new FileProblem('FF01', 'Amt/InstdAmt with one of our currencies is missing.')
  if (currency !== debited)
    throw new FileProblem('AM03', `${currency} cannot be sent from the account in ${debited}.`)
  const minor = parseAmount(amount.text.trim(), exponentOf(currency))
  if (typeof minor === 'string' || minor <= 0n)
    throw new FileProblem('AM02', `${amount.text.trim()} is not an amount in ${currency}.`)
  return minor
}

function readTransfer(transfer: Element, batch: string, debited: Currency, requestedOn: string): Order {
  const creditorAccount = textAt(transfer, 'CdtrAcct/Id/IBAN') ?? textAt(transfer, 'CdtrAcct/Id/Othr/Id')
  if (creditorAccount === null) throw new FileProblem('FF01', 'CdtrAcct is missing.')
  return {
    batch,
    instruction: textAt(transfer, 'PmtId/InstrId'),
    endToEnd: requireText(transfer, 'PmtId/EndToEndId', maxIdLength),
    currency: debited,
    amount: readAmount(transfer, debited),
    requestedOn,
    creditorName: requireText(transfer, 'Cdtr/Nm'),
    creditorAccount,
    remittance: textAt(transfer, 'RmtInf/Ustrd'),
  }
}

function readBatch(batch: Element): Order[] {
  const id = requireText(batch, 'PmtInfId', maxIdLength)
  if (requireText(batch, 'PmtMtd') !== 'TRF') throw new FileProblem('FF01', 'Only PmtMtd TRF is agreed.')
  const requestedOn = requireText(batch, 'ReqdExctnDt/Dt')
  if (!/^\d{4}-\d{2}-\d{2}$/.test(requestedOn)) throw new FileProblem('DT01', `${requestedOn} is no date.`)
  const account = textAt(batch, 'DbtrAcct/Id/IBAN')
  const debited = Object.entries(IBANS).find(([, iban]) => iban === account)?.[0]
  if (debited === undefined || !isCurrency(debited))
    throw new FileProblem('AC01', `${account ?? 'No account'} is not an account of yours.`)
  const orders = childrenOf(batch, 'CdtTrfTxInf').map(transfer =>
    readTransfer(transfer, id, debited, requestedOn),
  )
  if (orders.length === 0) throw new FileProblem('FF01', `PmtInf ${id} has no transfers.`)
  checkTotals(batch, orders)
  return orders
}

/** The orders of a whole message. Throws `FileProblem` when it is not as agreed: then none of it is executed. */
export function readOrders(body: Element): Order[] {
  const header = find(body, 'GrpHdr')
  if (!header) throw new FileProblem('FF01', 'GrpHdr is missing.')
  requireText(header, 'NbOfTxs')
  const orders = childrenOf(body, 'PmtInf').flatMap(readBatch)
  checkTotals(header, orders)
  const seen = new Set<string>()
  for (const { endToEnd } of orders) {
    if (seen.has(endToEnd)) throw new FileProblem('AM05', `EndToEndId ${endToEnd} is there twice.`)
    seen.add(endToEnd)
  }
  return orders
}
