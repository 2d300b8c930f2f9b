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
import { closedHooks, dataSections } from './personal-data.ts'
import { approvalKinds } from './approval-kinds/index.ts'
import { findReferences, pendingDeposits } from './slices/funding/index.ts'
import {
  createIdentitySlice,
  createPasswords,
  findCustomersByEmail,
  foldEmail,
} from './slices/identity/index.ts'
import { createLedgerSlice, lockBalancesOf } from './slices/ledger/index.ts'
import { createNotificationsSlice, withPhrase } from './slices/notifications/index.ts'
import { createOfficialChannelsSlice } from './slices/official-channels/index.ts'
import { createNameChecker, createPaymentMethodsSlice } from './slices/payment-methods/index.ts'
import { createPricingSlice } from './slices/pricing/index.ts'
import { pendingTransfersAbroad } from './slices/remittances/index.ts'
import { createStaffSlice, staffNames, type StaffOptions } from './slices/staff/index.ts'
import { createMoneySlices } from './money-slices.ts'
import { createRecords } from './records.ts'
import {
  accountLine,
  createWalletSlice,
  openMoney,
  renameHolder,
  type DetailSources,
} from './slices/wallet/index.ts'
import { openPlans } from './slices/transfers/index.ts'
import { pendingWithdrawals } from './slices/withdrawals/index.ts'

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
  const { config, db } = options
  const base = createBase(options)
  const money = createMoneySlices(options, base)
  const { wallet, identity, pricing } = base
  const notifications = createNotifications(options, base.mailer)
  const details: DetailSources = {
    transfer: (id, viewer) => money.transfers.details(id, viewer),
    refund: (id, side) => money.transfers.refundDetails(id, side),
    deposit: (id, owner) => money.funding.details(id, owner),
    conversion: (id, owner) => money.fx.details(id, owner),
    withdrawal: (id, owner) => money.withdrawals.details(id, owner),
    transfer_abroad: (id, owner) => money.remittances.details(id, owner),
  }
  const suspense = {
    bankRail: money.bankRail,
    sealKey: options.secrets.sealKey,
    async customerOfReference(reference: string) {
      const [found] = await findReferences(db.pool, [reference])
      return found?.customerId
    },
  }
  const staff = createStaff(options, {
    relyingParty: base.relyingParty,
    approvalKinds: approvalKinds({ identity, pricing, suspense }),
  })
  return {
    staff,
    ledger: base.ledger,
    wallet,
    identity,
    pricing,
    paymentMethods: base.paymentMethods,
    ...money,
    notifications,
    officialChannels: createOfficialChannels(config),
    details,
    records: createRecords(options, details),
  }
}

export type BaseSlices = ReturnType<typeof createBase>

/** What the slices that move money stand on: the books, the people, what things cost. */
function createBase(options: SlicesOptions) {
  const { config, secrets, db, clock, log } = options
  const mailer = withPhrase(options.mailer, db)
  const numbers = createNumberSource(db, options.numberKey)
  const { publicUrl, rateLimitScale } = config.http
  const relyingParty = relyingPartyOf({ publicUrl, edition: config.edition, name: config.operator.name })
  const ledger = createLedger(options)
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
    staffNames: ids => staffNames(db.read, ids),
    personal: personalHooks(options),
  })
  const { timeZone } = config.operator
  const pricing = createPricingSlice({ db, clock, timeZone, noticeDays: config.noticeDays })
  const paymentMethods = createPaymentMethodsSlice({
    db,
    clock,
    sealKey: secrets.sealKey,
    codeKey: secrets.codeKey,
    stepUp: identity.stepUp,
    nameChecker: createNameChecker(config.nameCheck, log),
  })
  return { mailer, numbers, relyingParty, ledger, wallet, identity, pricing, paymentMethods }
}

/** What other slices have to say when somebody changes their name, takes their data along or leaves. */
function personalHooks({ config, secrets }: SlicesOptions) {
  return {
    closingChecks: [openMoney, pendingDeposits, pendingWithdrawals, pendingTransfersAbroad, openPlans],
    dataSections: dataSections(secrets.sealKey),
    onNameChanged: [renameHolder],
    onClosed: closedHooks,
    closingLines: accountLine,
    operator: config.operator,
  }
}

function createNotifications(options: SlicesOptions, mailer: BaseSlices['mailer']) {
  const { config, secrets, db, clock, log, sms } = options
  return createNotificationsSlice({
    db,
    clock,
    log,
    mailer,
    sms,
    push: createPushSender({ keys: secrets.pushKeys, subject: `mailto:${config.operator.supportEmail}` }),
    publicUrl: config.http.publicUrl,
    timeZone: config.operator.timeZone,
  })
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
