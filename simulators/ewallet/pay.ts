import { randomBytes } from 'node:crypto'
import { inTransaction, type Tx } from '../shared/queries-store.ts'
import { notify } from './notify.ts'
import * as queries from './queries.ts'
import type { Agreement, Payment } from './records.ts'
import type { WalletHouse } from './wallet-house.ts'
import { findWallet, type DeclineCode, type TestWallet } from './wallets.ts'

export function newId(prefix: string): string {
  return `${prefix}_${randomBytes(12).toString('hex')}`
}

/** Agreements hold for two years, as partners renew them with the app. */
const agreementYears = 2

/** Charges a wallet for a payment that waits. The caller has seen that it waits. */
export function charge(
  tx: Tx,
  house: WalletHouse,
  payment: Payment,
  choice: { wallet: TestWallet; agree: boolean },
): Payment {
  const { wallet, agree } = choice
  const named: Payment = { ...payment, wallet: wallet.key }
  const { behaviour } = wallet
  switch (behaviour.kind) {
    case 'pay': {
      const agreement = agree && payment.offerAgreement ? sign(tx, house, wallet) : null
      const paid: Payment = {
        ...named,
        status: 'paid',
        agreement: agreement?.id ?? payment.agreement,
        silent: behaviour.told === 'never',
      }
      return keep(tx, house, paid, behaviour.told === 'twice' ? 2 : 1)
    }
    case 'decline':
      return keep(tx, house, decline(house, named, behaviour.code), 1)
    case 'late': {
      const settlesMs = house.clock.now() + house.settings.settlementDelayMs
      return keep(tx, house, { ...named, status: 'processing', settlesMs, outcome: behaviour.outcome }, 1)
    }
  }
}

/** A declined wallet leaves the page open for another one, as long as the page is open at all. */
function decline(house: WalletHouse, payment: Payment, code: DeclineCode): Payment {
  return { ...payment, decline: { code, id: newId('dec'), atMs: house.clock.now() } }
}

function sign(tx: Tx, house: WalletHouse, wallet: TestWallet): Agreement {
  const until = new Date(house.clock.now())
  until.setUTCFullYear(until.getUTCFullYear() + agreementYears)
  const agreement: Agreement = {
    id: newId('agr'),
    wallet: wallet.key,
    account: wallet.account,
    expiresOn: until.toISOString().slice(0, 10),
    ended: false,
  }
  queries.putAgreement(tx, agreement)
  return agreement
}

/** Charges the wallet behind an agreement without asking anybody; what fails ends the payment. */
export function chargeAgreement(tx: Tx, house: WalletHouse, payment: Payment, agreementId: string): Payment {
  const agreement = queries.findAgreement(tx, agreementId)
  const wallet = agreement && findWallet(agreement.wallet)
  const today = new Date(house.clock.now()).toISOString().slice(0, 10)
  if (!agreement || !wallet || agreement.ended || agreement.expiresOn < today)
    return keep(tx, house, { ...decline(house, payment, 'agreement_ended'), status: 'declined' }, 1)
  const charged = charge(tx, house, { ...payment, agreement: agreementId }, { wallet, agree: false })
  return charged.status === 'waiting' ? keep(tx, house, { ...charged, status: 'declined' }, 1) : charged
}

export function keep(tx: Tx, house: WalletHouse, payment: Payment, times: number): Payment {
  queries.updatePayment(tx, payment)
  if (!payment.silent) notify(tx, house, payment, times)
  return payment
}

/** Closes pages whose time is over and settles what was late. */
export function letTimePass(house: WalletHouse): void {
  inTransaction(house.db, tx => {
    for (const payment of queries.listDue(tx, house.clock.now())) {
      if (payment.status === 'waiting') keep(tx, house, { ...payment, status: 'expired' }, 1)
      else settle(tx, house, payment)
    }
  })
}

export function settle(tx: Tx, house: WalletHouse, payment: Payment): Payment {
  const settled: Payment = { ...payment, settlesMs: null, outcome: null }
  if (payment.outcome === 'paid') return keep(tx, house, { ...settled, status: 'paid' }, 1)
  return keep(tx, house, { ...decline(house, settled, 'limit_reached'), status: 'declined' }, 1)
}
