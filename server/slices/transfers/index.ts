import { toWireMoney } from '../../../contract/money.ts'
import type { Clock } from '../../platform/clock.ts'
import type { Db } from '../../platform/db.ts'
import type { Route } from '../../platform/http/route.ts'
import type { Cron, Job } from '../../platform/jobs.ts'
import type { Mailer } from '../../platform/mail.ts'
import type { NumberSource } from '../../platform/numbers.ts'
import type { SmsSender } from '../../platform/sms.ts'
import type { StepUp } from '../identity/index.ts'
import type { Pipeline } from '../ledger/index.ts'
import type { PricingSlice } from '../pricing/index.ts'
import type { TransactionDetails, WalletSlice } from '../wallet/index.ts'
import { createTransferRoute } from './create-transfer.ts'
import { getTransferRoute } from './get-transfer.ts'
import { createInvitationRoute } from './invitations/create-invitation.ts'
import { invitationDetails } from './invitations/details.ts'
import { acceptInvitationRoute, cancelInvitationRoute } from './invitations/end-invitation.ts'
import { createInvitationJobs } from './invitations/jobs.ts'
import { previewInvitationRoute } from './invitations/preview-invitation.ts'
import { getInvitationRoute, listInvitationsRoute } from './invitations/read-invitations.ts'
import { presentTransfer } from './present.ts'
import { previewTransferRoute } from './preview-transfer.ts'
import * as queries from './queries.ts'
import { createRefundRoute } from './refunds/create-refund.ts'
import { getRefundRoute, refundDetails } from './refunds/get-refund.ts'
import { previewRefundRoute } from './refunds/preview-refund.ts'
import { relatedTo } from './related.ts'
import {
  cancelPaymentRequestRoute,
  declinePaymentRequestRoute,
  getPaymentRequestRoute,
  payPaymentRequestRoute,
} from './requests/answer-request.ts'
import { createBillRoute, createPaymentRequestRoute } from './requests/create-requests.ts'
import { createExpireRequestsJob } from './requests/jobs.ts'
import { getBillRoute, listBillsRoute, listPaymentRequestsRoute } from './requests/list-requests.ts'
import { changeScheduleRoutes, getScheduleRoute, listSchedulesRoute } from './schedules/change-schedule.ts'
import { createScheduleRoute } from './schedules/create-schedule.ts'
import { createRunSchedulesJob } from './schedules/jobs.ts'

export { findParties as partiesOfTransfer } from './queries.ts'
export { transferInvariants } from './invariants.ts'
export { openPlans, transferData } from './personal-data.ts'
export { transferDecider, type TransferCommand, type TransferOutcome } from './decide-transfer.ts'

export type TransfersDeps = {
  db: Db
  clock: Clock
  pipeline: Pipeline
  numbers: NumberSource
  wallet: WalletSlice
  pricing: PricingSlice
  stepUp: StepUp
  mailer: Pick<Mailer, 'sendMail'>
  sms: SmsSender
  /** Where the web application is, without a slash at the end. */
  publicUrl: string
  /** The operator's, for times in sentences. */
  timeZone: string
}

/** Money from one customer to another, now, later, or to somebody who is none yet. */
export type TransfersSlice = {
  routes: Route[]
  jobs: Job[]
  crons: Cron[]
  /** What a transfer adds to its record in the history of one of its two sides. */
  details(transferId: string, viewerId: string): Promise<TransactionDetails | undefined>
  refundDetails(refundId: string, viewerId: string): Promise<TransactionDetails | undefined>
}

export function createTransfersSlice(deps: TransfersDeps): TransfersSlice {
  const invitations = createInvitationJobs(deps)
  const everyMinute = [invitations.expire, createExpireRequestsJob(deps), createRunSchedulesJob(deps)]
  return {
    routes: [
      previewTransferRoute(deps),
      createTransferRoute(deps),
      getTransferRoute(deps),
      previewInvitationRoute(deps),
      createInvitationRoute(deps, invitations),
      listInvitationsRoute(deps),
      getInvitationRoute(deps),
      acceptInvitationRoute(deps),
      cancelInvitationRoute(deps),
      previewRefundRoute(deps),
      createRefundRoute(deps),
      getRefundRoute(deps),
      createPaymentRequestRoute(deps),
      listPaymentRequestsRoute(deps),
      getPaymentRequestRoute(deps),
      payPaymentRequestRoute(deps),
      declinePaymentRequestRoute(deps),
      cancelPaymentRequestRoute(deps),
      createBillRoute(deps),
      listBillsRoute(deps),
      getBillRoute(deps),
      createScheduleRoute(deps),
      listSchedulesRoute(deps),
      getScheduleRoute(deps),
      ...changeScheduleRoutes(deps),
    ],
    jobs: [invitations.invite, ...everyMinute],
    crons: everyMinute.map(job => ({ schedule: '* * * * *', job })),
    async details(transferId, viewerId) {
      const row = await queries.findTransfer(deps.db.pool, { id: transferId, customerId: viewerId })
      if (!row) return await invitationDetails(deps, transferId, viewerId)
      const { fees, expected_by, timeline, actions } = presentTransfer(row, viewerId)
      const { related, refundable } = await relatedTo(deps, transferId, viewerId)
      return {
        principal: toWireMoney(row.amount),
        decline: row.declined,
        fees,
        expected_by,
        timeline,
        actions: refundable ? [...actions, 'refund'] : actions,
        related,
      }
    },
    refundDetails: (refundId, viewerId) => refundDetails(deps, refundId, viewerId),
  }
}
