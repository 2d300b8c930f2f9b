import { queryOptions } from '@tanstack/react-query'
import { api, type Answer } from '../../lib/api.ts'

export type Fees = Answer<'listFees'>
export type FeeRule = Fees['rules'][number]
export type LimitRules = Answer<'listLimitRules'>
export type LimitRule = LimitRules['rules'][number]
export type OwnLimits = Answer<'listLimits'>
export type OwnLimit = OwnLimits['data'][number]

export const feesQuery = queryOptions({ queryKey: ['fees'], queryFn: () => api('listFees', {}) })

export const markupsQuery = queryOptions({ queryKey: ['markups'], queryFn: () => api('listMarkups', {}) })

export const limitRulesQuery = queryOptions({
  queryKey: ['limit-rules'],
  queryFn: () => api('listLimitRules', {}),
})

export const ownLimitsQuery = queryOptions({
  queryKey: ['limits'],
  queryFn: () => api('listLimits', { query: {} }),
})
