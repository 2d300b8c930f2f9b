import type { Subscriber } from '../../platform/subscriptions.ts'
import { addJobs, type Job } from '../../platform/jobs.ts'

/** What a customer removes here must not stay usable at the counterparty that keeps it. */
export function forgetRemoved(forget: Job<{ customer: string; payment_method: string }>): Subscriber {
  return {
    name: 'funding.forget_means',
    types: ['payment_method.removed'],
    handle: (tx, events) =>
      addJobs(
        tx,
        forget,
        events.map(({ stream, subject }) => ({ customer: stream, payment_method: subject })),
      ),
  }
}
