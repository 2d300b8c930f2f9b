import { queryOptions } from '@tanstack/react-query'
import { staffApi, type StaffAnswer } from '../../lib/staff-api.ts'

export type ScheduleSummary = StaffAnswer<'listSchedules'>['data'][number]
export type Schedule = StaffAnswer<'getSchedule'>
export type ScheduleKind = Schedule['kind']
export type FeeRule = NonNullable<Schedule['fee_rules']>[number]
export type LimitRule = NonNullable<Schedule['limit_rules']>[number]
export type MarkupRule = NonNullable<Schedule['markup_rules']>[number]
export type Problem = Schedule['problems'][number]

export function schedulesQuery(kind: ScheduleKind) {
  return queryOptions({
    queryKey: ['staff', 'schedules', kind],
    queryFn: () => staffApi('listSchedules', { query: { kind } }),
  })
}

export function scheduleQuery(schedule: string) {
  return queryOptions({
    queryKey: ['staff', 'schedule', schedule],
    queryFn: () => staffApi('getSchedule', { params: { schedule } }),
    // What is being edited is not replaced because the window got the focus.
    refetchOnWindowFocus: false,
  })
}
