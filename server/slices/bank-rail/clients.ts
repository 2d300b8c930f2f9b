import type { BankEvidence, BankReason, PaymentOrder, PaymentOrderClient } from './order.ts'

/**
 * How a slice hears what became of its payments. Called from a job, in the order in which it happened, at least
 * once: each handler executes its own decision under a key made of the order and what happened, for example
 * `bank <order id> settled`. A handler that throws is called again later.
 */
export type BankRailClient = {
  /**
   * Ids of those among these orders, all due to leave, that must not leave now. Asked just before a file is made; who
   * does not say holds nothing back. They stay in the queue, where they can be canceled, and are asked about again.
   */
  heldBack?(orders: readonly PaymentOrder[]): Promise<ReadonlySet<string>>
  /** The file with the order was handed to the bank. Not called where the bank's answer was faster. */
  onSent?(order: PaymentOrder, evidence: BankEvidence): Promise<void>
  /** The bank took the money out of our account, or says that it did. Post `reserved → clearing:bank`. */
  onSettled(order: PaymentOrder, evidence: BankEvidence): Promise<void>
  /** The bank did not and will not execute it. */
  onRejected(order: PaymentOrder, reason: BankReason, evidence: BankEvidence): Promise<void>
  /** A settled payment came back, maybe weeks later. Post `clearing:bank → available`. */
  onReturned(order: PaymentOrder, reason: BankReason, evidence: BankEvidence): Promise<void>
  /** `agreed`: the order is canceled and will never be debited. Otherwise it goes on as before. */
  onRecallAnswered(order: PaymentOrder, agreed: boolean, evidence: BankEvidence): Promise<void>
}

export type BankRailClients = Partial<Record<PaymentOrderClient, BankRailClient>>
