import type { Clock } from '../../platform/clock.ts'
import type { Db } from '../../platform/db.ts'
import type { StepUp } from '../identity/index.ts'
import type { Keys } from './add-method.ts'
import type { NameChecker } from './name-checks.ts'

export type PaymentMethodsDeps = Keys & { db: Db; clock: Clock; stepUp: StepUp; nameChecker: NameChecker }
