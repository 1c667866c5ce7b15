/** What each queue records, over HTTP: read by supervisors, set by administrators. */
import { Body, Controller, Get, Headers, Param, Put } from '@nestjs/common';
import {
  RecordingPolicy,
  RecordingPolicyList,
  RecordingPolicyVersions,
  WriteRecordingPolicy,
} from '@lib/contracts';
import { ApiContract, CurrentAgent, versionIn, ZodPipe, type Principal } from '@lib/platform';
import { RecordingPolicies } from './recording-policies.js';

@Controller('api/admin/recording-policies')
export class RecordingPoliciesController {
  constructor(private readonly policies: RecordingPolicies) {}

  @Get()
  @ApiContract({ summary: 'What each queue records of its calls', answer: RecordingPolicyList })
  async list(@CurrentAgent() agent: Principal): Promise<RecordingPolicyList> {
    return { items: await this.policies.list(agent) };
  }

  @Put(':queueId')
  @ApiContract({
    summary: 'Set what a queue records; needs If-Match with the version seen, 0 at first',
    body: WriteRecordingPolicy,
    answer: RecordingPolicy,
  })
  set(
    @CurrentAgent() agent: Principal,
    @Param('queueId') queueId: string,
    @Headers('if-match') ifMatch: string | undefined,
    @Body(new ZodPipe(WriteRecordingPolicy)) body: WriteRecordingPolicy,
  ): Promise<RecordingPolicy> {
    return this.policies.set(agent, queueId, body, versionIn(ifMatch));
  }

  @Get(':queueId/versions')
  @ApiContract({
    summary: 'What a queue recorded since when, and who set it',
    answer: RecordingPolicyVersions,
  })
  async versions(
    @CurrentAgent() agent: Principal,
    @Param('queueId') queueId: string,
  ): Promise<RecordingPolicyVersions> {
    return { items: await this.policies.versions(agent, queueId) };
  }
}
