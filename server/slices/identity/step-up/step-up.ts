import type { Parts } from '../parts.ts'
import {
  demandStepUp,
  requireStepUp,
  type StepUpContext,
  type StepUpProof,
  type StepUpRequest,
} from './require-step-up.ts'

/** What other slices ask of step-up; operations of this slice call the functions themselves. */
export type StepUp = {
  /** See `requireStepUp`. */
  require(context: StepUpContext, request: StepUpRequest): Promise<StepUpProof>
  /** See `demandStepUp`. */
  demand(context: StepUpContext, request: StepUpRequest): Promise<never>
}

export function createStepUp(parts: Pick<Parts, 'db'>): StepUp {
  return {
    require: (context, request) => requireStepUp(parts, context, request),
    demand: (context, request) => demandStepUp(parts, context, request),
  }
}
