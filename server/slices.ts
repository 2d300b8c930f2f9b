import type { Registry } from 'prom-client'
import { termsVersion } from '../contract/terms.ts'
import { relyingPartyOf } from './platform/authenticators/passkeys.ts'
import type { Clock } from './platform/clock.ts'
import type { Config } from './platform/config.ts'
import type { DatabaseUrls } from './platform/database-urls.ts'
import type { Db } from './platform/db.ts'
import type { Logger } from './platform/log.ts'
import type { Mailer } from './platform/mail.ts'
import { createNumberSource } from './platform/numbers.ts'
import { createPushSender } from './platform/push.ts'
import type { Secrets } from './platform/secrets.ts'
import type { SmsSender } from './platform/sms.ts'
import { sliceChecks } from './invariants.ts'
import { platformData } from './personal-data.ts'
import { join } from 'node:path'
import { approvalKinds } from './approval-kinds/index.ts'
import {
  bankAccountFor,
  bankCalendar,
  createBankRailSlice,
  readBankingYears,
  type BankRailClients,
} from './slices/bank-rail/index.ts'
import { createFundingSlice, findReferences, pendingDeposits } from './slices/funding/index.ts'
import { createFxSlice } from './slices/fx/index.ts'
import {
  createIdentitySlice,
  createPasswords,
  findCustomersByEmail,
  foldEmail,
} from './slices/identity/index.ts'
import { createLedgerSlice, lockBalancesOf } from './slices/ledger/index.ts'
import { createNotificationsSlice, notificationData, withPhrase } from './slices/notifications/index.ts'
import { createOfficialChannelsSlice } from './slices/official-channels/index.ts'
import {
  createNameChecker,
  createPaymentMethodsSlice,
  paymentMethodData,
} from './slices/payment-methods/index.ts'
import { createPricingSlice } from './slices/pricing/index.ts'
import { createRemittancesSlice, pendingTransfersAbroad, remittanceData } from './slices/remittances/index.ts'
import { createStaffSlice, type StaffOptions } from './slices/staff/index.ts'
import { createTransfersSlice } from './slices/transfers/index.ts'
import { createRecords } from './records.ts'
import {
  accountLine,
  createWalletSlice,
  openMoney,
  renameHolder,
  walletData,
  type DetailSources,
} from './slices/wallet/index.ts'
import { createWithdrawalsSlice, pendingWithdrawals, withdrawalData } from './slices/withdrawals/index.ts'

export type SlicesOptions = {
  config: Config
  secrets: Secrets
  urls: DatabaseUrls
  db: Db
  clock: Clock
  log: Logger
  mailer: Mailer
  sms: SmsSender
  registry: Registry
  /** Keys the permutation that makes numbers out of counters (`readNumberKey`). */
  numberKey: Buffer
  /** Where reference rates are fetched from; undefined: nowhere. */
  ratesUrl: string | undefined
  /** Called after each batch of the money pipeline: its events wait in the outbox. */
  onBatch: (batch: { size: number; durationMs: number }) => void
}

/** One at a time, some waiting: no flood of customers' sign-ins keeps staff out, nor the other way round. */
const staffPasswordGate = { memoryBudgetKib: 19 * 1024, maxWaiting: 32 }

export type Slices = ReturnType<typeof createSlices>

/** The slices in the order in which they may know each other; nothing here starts anything. */
export function createSlices(options: SlicesOptions) {
  const { config, secrets, db, clock, log } = options
  const mailer = withPhrase(options.mailer, db)
  const numbers = createNumberSource(db, options.numberKey)
  const { timeZone } = config.operator
  const { publicUrl, rateLimitScale } = config.http
  const relyingParty = relyingPartyOf({ publicUrl, edition: config.edition, name: config.operator.name })
  const ledger = createLedger(options)
  const { pipeline } = ledger
  const wallet = createWalletSlice({ db, numbers, rateLimitScale })
  const identity = createIdentitySlice({
    db,
    clock,
    log,
    codeKey: secrets.codeKey,
    sealKey: secrets.sealKey,
    mailer,
    sms: options.sms,
    publicUrl,
    relyingParty,
    termsVersion,
    onCustomerCreated: [wallet.openWallet],
    onRestrict: lockBalancesOf,
    personal: {
      closingChecks: [openMoney, pendingDeposits, pendingWithdrawals, pendingTransfersAbroad],
      dataSections: [
        walletData,
        notificationData,
        ...platformData,
        paymentMethodData(secrets.sealKey),
        withdrawalData,
        remittanceData(secrets.sealKey),
      ],
      onNameChanged: [renameHolder],
      closingLines: accountLine,
      operator: config.operator,
    },
  })
  const officialChannels = createOfficialChannels(config)
  const pricing = createPricingSlice({ db, clock, timeZone, noticeDays: config.noticeDays })
  const paymentMethods = createPaymentMethodsSlice({
    db,
    clock,
    sealKey: secrets.sealKey,
    codeKey: secrets.codeKey,
    stepUp: identity.stepUp,
    nameChecker: createNameChecker(config.nameCheck, log),
  })
  const transfers = createTransfersSlice({
    db,
    clock,
    pipeline,
    numbers,
    wallet,
    pricing,
    stepUp: identity.stepUp,
    mailer,
    sms: options.sms,
    publicUrl,
    timeZone,
  })
  const rates = { url: options.ratesUrl, folder: join(config.dataDir, 'rates') }
  const fx = createFxSlice({ db, pipeline, numbers, clock, log, rates })
  const years = readBankingYears(config.bank?.calendarFile)
  const funding = createFundingSlice({
    db,
    pipeline,
    pricing,
    wallet,
    paymentMethods,
    numbers,
    clock,
    log,
    config,
    depositAccount: currency => bankAccountFor(config.bank, currency),
    bankArrival: (currency, now) =>
      bankCalendar(currency, years).arrival({ submittedAt: now, speed: 'standard' }),
  })
  // Who hears of its payments, and who takes money that comes in; everything else goes to the suspense desk.
  const withdrawals = createWithdrawalsSlice({
    db,
    pipeline,
    pricing,
    wallet,
    paymentMethods,
    numbers,
    stepUp: identity.stepUp,
    clock,
    log,
    calendarOf: currency => bankCalendar(currency, years),
    operatorName: config.operator.name,
    timeZone,
  })
  const remittances = createRemittancesSlice({
    db,
    pipeline,
    numbers,
    wallet,
    pricing,
    stepUp: identity.stepUp,
    sealKey: secrets.sealKey,
    codeKey: secrets.codeKey,
    calendar: currency => bankCalendar(currency, years),
    clock,
    log,
    timeZone,
  })
  const bankRailClients: BankRailClients = {
    withdrawal: withdrawals.bankClient,
    transfer_abroad: remittances.bankClient,
    deposit_refund: funding.bankReturns,
  }
  const bankRail = createBankRailSlice({
    db,
    pipeline,
    numbers,
    clock,
    log,
    bank: config.bank,
    operatorName: config.operator.name,
    years,
    clients: bankRailClients,
    onIncoming: funding.onIncoming,
    pollMs: config.edition === 'test' ? 3_000 : 60_000,
  })
  const notifications = createNotificationsSlice({
    db,
    clock,
    log,
    mailer,
    sms: options.sms,
    push: createPushSender({ keys: secrets.pushKeys, subject: `mailto:${config.operator.supportEmail}` }),
    publicUrl,
    timeZone,
  })
  const details: DetailSources = {
    transfer: (id, viewer) => transfers.details(id, viewer),
    refund: (id, side) => transfers.refundDetails(id, side),
    deposit: (id, owner) => funding.details(id, owner),
    conversion: (id, owner) => fx.details(id, owner),
    withdrawal: (id, owner) => withdrawals.details(id, owner),
    transfer_abroad: (id, owner) => remittances.details(id, owner),
  }
  const records = createRecords(options, details)
  const suspense = {
    bankRail,
    async customerOfReference(reference: string) {
      const [found] = await findReferences(db.pool, [reference])
      return found?.customerId
    },
  }
  const staff = createStaff(options, {
    relyingParty,
    approvalKinds: approvalKinds({ identity, pricing, suspense }),
  })
  return {
    staff,
    ledger,
    wallet,
    identity,
    paymentMethods,
    pricing,
    transfers,
    fx,
    funding,
    withdrawals,
    remittances,
    notifications,
    officialChannels,
    bankRail,
    details,
    records,
  }
}

function createLedger(options: SlicesOptions) {
  const { config, urls, db, clock, log, onBatch, registry } = options
  return createLedgerSlice({
    db,
    readerUrl: urls.reader,
    appRole: decodeURIComponent(new URL(urls.app).username),
    config: config.pipeline,
    log,
    clock,
    checks: sliceChecks,
    onBatch,
    registry,
  })
}

function createOfficialChannels({ official, http, mail, operator }: Config) {
  return createOfficialChannelsSlice({
    ...official,
    publicUrl: http.publicUrl,
    mailFrom: mail.from,
    supportEmail: operator.supportEmail,
    operatorName: operator.name,
  })
}

function createStaff(
  { db, clock, log, secrets }: SlicesOptions,
  rest: Pick<StaffOptions, 'relyingParty' | 'approvalKinds'>,
) {
  return createStaffSlice({
    db,
    clock,
    log,
    codeKey: secrets.codeKey,
    sealKey: secrets.sealKey,
    ...rest,
    passwords: createPasswords(staffPasswordGate),
    foldEmail,
    async customersOfEmail(reading, email) {
      const found = await findCustomersByEmail(reading, [email])
      return found.map(({ customerId }) => customerId)
    },
  })
}
