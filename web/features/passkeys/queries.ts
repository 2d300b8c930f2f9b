import { queryOptions } from '@tanstack/react-query'
import { api } from '../../lib/api.ts'

export const passkeysQuery = queryOptions({ queryKey: ['passkeys'], queryFn: () => api('listPasskeys', {}) })
