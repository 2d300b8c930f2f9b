import { join } from 'node:path'
import type { BaseSlices, SlicesOptions } from './slices.ts'
import {
  bankAccountFor,
  bankCalendar,
  createBankRailSlice,
  readBankingYears,
  type BankRailClients,
} from './slices/bank-rail/index.ts'
import { createFundingSlice } from './slices/funding/index.ts'
import { createFxSlice } from './slices/fx/index.ts'
import { createRemittancesSlice } from './slices/remittances/index.ts'
import { createTransfersSlice } from './slices/transfers/index.ts'
import { createWithdrawalsSlice } from './slices/withdrawals/index.ts'

/** The slices that move money, and the bank rail with those who hear of their payments. */
export function createMoneySlices(options: SlicesOptions, base: BaseSlices) {
  const { config, secrets, db, clock, log } = options
  const { numbers, wallet, pricing, paymentMethods, identity } = base
  const { pipeline } = base.ledger
  const years = readBankingYears(config.bank?.calendarFile)
  const calendarOf = (currency: Parameters<typeof bankCalendar>[0]) => bankCalendar(currency, years)
  const { sealKey } = secrets
  const common = { db, clock, log, pipeline, numbers, wallet, pricing }
  const { timeZone } = config.operator
  const transfers = createTransfersSlice({
    ...common,
    stepUp: identity.stepUp,
    mailer: base.mailer,
    sms: options.sms,
    publicUrl: config.http.publicUrl,
    timeZone,
  })
  const rates = { url: options.ratesUrl, folder: join(config.dataDir, 'rates') }
  const fx = createFxSlice({ ...common, rates })
  const funding = createFundingSlice({
    ...common,
    paymentMethods,
    sealKey,
    config,
    depositAccount: currency => bankAccountFor(config.bank, currency),
    bankArrival: (currency, now) => calendarOf(currency).arrival({ submittedAt: now, speed: 'standard' }),
  })
  const withdrawals = createWithdrawalsSlice({
    ...common,
    paymentMethods,
    stepUp: identity.stepUp,
    sealKey,
    calendarOf,
    operatorName: config.operator.name,
    timeZone,
  })
  const remittances = createRemittancesSlice({
    ...common,
    stepUp: identity.stepUp,
    sealKey,
    codeKey: secrets.codeKey,
    calendar: calendarOf,
    timeZone,
  })
  const clients: BankRailClients = {
    withdrawal: withdrawals.bankClient,
    transfer_abroad: remittances.bankClient,
    deposit_refund: funding.bankReturns,
  }
  const bankRail = createBankRail(options, base, { years, clients, onIncoming: funding.onIncoming })
  return { transfers, fx, funding, withdrawals, remittances, bankRail }
}

/** Who hears of its payments, and who takes money that comes in; everything else goes to the suspense desk. */
function createBankRail(
  { config, secrets, db, clock, log }: SlicesOptions,
  { ledger, numbers }: BaseSlices,
  around: Pick<Parameters<typeof createBankRailSlice>[0], 'years' | 'clients' | 'onIncoming'>,
) {
  return createBankRailSlice({
    db,
    pipeline: ledger.pipeline,
    numbers,
    sealKey: secrets.sealKey,
    clock,
    log,
    bank: config.bank,
    operatorName: config.operator.name,
    ...around,
    pollMs: config.edition === 'test' ? 3_000 : 60_000,
  })
}
