import { queryOptions } from '@tanstack/react-query'
import { api, type Answer } from '../../lib/api.ts'

export type Threshold = Answer<'listStepUpThresholds'>['data'][number]

export const thresholdsQuery = queryOptions({
  queryKey: ['step-up-thresholds'],
  queryFn: () => api('listStepUpThresholds', {}),
})
