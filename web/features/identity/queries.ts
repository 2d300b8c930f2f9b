import { queryOptions } from '@tanstack/react-query'
import { api } from '../../lib/api.ts'

export const sessionsQuery = queryOptions({ queryKey: ['sessions'], queryFn: () => api('listSessions', {}) })
