import { exponentOf, formatAmount, type Currency } from '../../../../contract/money.ts'
import type { OwnBank } from '../accounts.ts'
import type { Creditor } from '../at-rest.ts'
import type { PaymentOrder } from '../order.ts'
import { element, plainText, writeDocument, type Element } from '../xml/write.ts'
import { namespaceOf } from './namespaces.ts'
import { bankByBic, creditor, creditorAccount, creditorAgent, isoTime, ownAccount } from './parties.ts'

/** An order with whom to pay, as only its file reads it. */
export type PayableOrder = PaymentOrder & { creditor: Creditor }

export type PaymentFile = {
  /** `OKPAY-00000012`. */
  messageId: string
  createdAt: Date
  currency: Currency
  /** ISO date on which the bank is to execute the payments. */
  requestedOn: string
  /** In the order of their lines. */
  orders: readonly PayableOrder[]
}

/**
 * A customer credit transfer initiation (pain.001.001.09) with one payment information for one account of ours. Each
 * payment is to be booked by itself (`BtchBookg` false), or its debit could not be told from the others'.
 */
export function writePain001(bank: OwnBank, operatorName: string, file: PaymentFile): Buffer {
  const { messageId, currency, orders } = file
  const account = bank.accounts[currency]
  if (account === undefined) throw new Error(`no account for ${currency} is configured (OKPAY_BANK_ACCOUNTS)`)
  const count = String(orders.length)
  const sum = amountText(
    orders.reduce((total, order) => total + order.amount.minor, 0n),
    currency,
  )
  const message: Element = {
    name: 'CstmrCdtTrfInitn',
    content: [
      element('GrpHdr', [
        element('MsgId', messageId),
        element('CreDtTm', isoTime(file.createdAt)),
        element('NbOfTxs', count),
        element('CtrlSum', sum),
        element('InitgPty', [element('Nm', plainText(operatorName, 140))]),
      ]),
      element('PmtInf', [
        element('PmtInfId', `${messageId}-1`),
        element('PmtMtd', 'TRF'),
        element('BtchBookg', 'false'),
        element('NbOfTxs', count),
        element('CtrlSum', sum),
        element('ReqdExctnDt', [element('Dt', file.requestedOn)]),
        element('Dbtr', [element('Nm', plainText(bank.holder, 140))]),
        ownAccount('DbtrAcct', account, currency),
        bankByBic('DbtrAgt', bank.bic),
        element('ChrgBr', 'SHAR'),
        ...orders.map(transactionOf),
      ]),
    ],
  }
  return writeDocument(namespaceOf('pain.001.001.09'), message)
}

function transactionOf(order: PayableOrder): Element | undefined {
  const { minor, currency } = order.amount
  return element('CdtTrfTxInf', [
    element('PmtId', [element('InstrId', instructionIdOf(order)), element('EndToEndId', order.endToEndId)]),
    element('Amt', [element('InstdAmt', amountText(minor, currency), { Ccy: currency })]),
    creditorAgent(order.creditor),
    creditor(order.creditor),
    creditorAccount(order.creditor),
    element('Purp', [element('Cd', order.purpose)]),
    element('RmtInf', [element('Ustrd', plainText(order.remittance, 140))]),
  ])
}

/** The order's id without dashes: 35 characters are all there is room for. */
export function instructionIdOf(order: { id: string }): string {
  return order.id.replaceAll('-', '')
}

export function amountText(minor: bigint, currency: Currency): string {
  return formatAmount(minor, exponentOf(currency))
}
