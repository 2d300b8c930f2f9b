import type { Clock } from '../../platform/clock.ts'
import type { Db } from '../../platform/db.ts'
import type { Keys } from './add-method.ts'

export type PaymentMethodsDeps = Keys & { db: Db; clock: Clock }
