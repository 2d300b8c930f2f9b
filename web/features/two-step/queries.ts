import { queryOptions } from '@tanstack/react-query'
import { api, type Answer } from '../../lib/api.ts'

export type TwoStep = Answer<'getTwoStep'>
export type Device = Answer<'listDevices'>['data'][number]
export type NewAuthenticator = Answer<'startAuthenticator'>

export const twoStepQuery = queryOptions({ queryKey: ['two-step'], queryFn: () => api('getTwoStep', {}) })

export const devicesQuery = queryOptions({ queryKey: ['devices'], queryFn: () => api('listDevices', {}) })
