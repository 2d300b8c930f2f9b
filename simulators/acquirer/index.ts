/** What tests and the launcher may use of the simulated acquirer. */
export { startAcquirer, type RunningAcquirer } from './start.ts'
export {
  answerBank,
  openCardPage,
  payWithCard,
  type CardDetails,
  type PayResult,
} from './testing/pay-with-card.ts'
export { startAcquirerProcess, type AcquirerProcess } from './testing/start-process.ts'
export {
  startWebhookReceiver,
  type ReceivedWebhook,
  type WebhookReceiver,
} from './testing/webhook-receiver.ts'
export { TEST_CARDS } from './cards.ts'
export type { Faults } from './faults.ts'
