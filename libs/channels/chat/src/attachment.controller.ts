/** The visitor's files over HTTP: upload with the visitor token, download by a signed link. */
import {
  Controller,
  Get,
  HttpCode,
  Inject,
  Options,
  Param,
  Post,
  Query,
  Req,
  Res,
  UploadedFile,
  UseGuards,
  UseInterceptors,
} from '@nestjs/common';
import { FileInterceptor, type UploadedMultipartFile } from '@nestjs/platform-fastify/multipart';
import { Attachment as AttachmentView, Problem } from '@lib/contracts';
import { ApiContract, CONFIG, FileStore, Public, ZodPipe, type Config } from '@lib/platform';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { AttachmentLinks } from './attachment-links.js';
import { AttachmentService, MAX_UPLOAD_BYTES } from './attachment.service.js';
import { allowSite, VisitorTokenGuard, type VisitorRequest } from './visitor-token.guard.js';

const SignedLink = z.object({ expires: z.coerce.number().int(), mac: z.string().max(64) });
type SignedLink = z.infer<typeof SignedLink>;
const oneFile = {
  limits: { fileSize: MAX_UPLOAD_BYTES, files: 1, parts: 2, fields: 1 },
  defParamCharset: 'utf8',
};

@Controller('api/visitor/attachments')
@Public()
export class AttachmentController {
  constructor(
    private readonly attachments: AttachmentService,
    private readonly links: AttachmentLinks,
    private readonly files: FileStore,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Options()
  @HttpCode(204)
  @ApiContract({ summary: 'Which sites may upload from their pages', status: 204 })
  preflight(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): void {
    allowSite(request, reply, this.config);
    void reply.headers({
      'access-control-allow-methods': 'POST',
      'access-control-allow-headers': 'authorization',
      'access-control-max-age': '600',
    });
  }

  @Post()
  @UseGuards(VisitorTokenGuard)
  @UseInterceptors(FileInterceptor('file', oneFile))
  @ApiContract({
    summary: "Uploads one file of a visitor (≤ 10 MB, form field 'file'); name it in chat.send",
    consumes: 'multipart/form-data',
    answer: AttachmentView,
    status: 201,
  })
  async upload(
    @Req() request: VisitorRequest,
    @UploadedFile() file: UploadedMultipartFile | undefined,
  ): Promise<z.infer<typeof AttachmentView>> {
    if (!file?.buffer || file.size === 0 || !request.visitorTokenHash)
      throw new Problem('invalid-input', 'No file');
    const { originalname, mimetype, buffer } = file;
    const kept = await this.attachments.upload(request.visitorTokenHash, {
      name: originalname,
      type: mimetype,
      bytes: buffer,
    });
    return { id: kept.id, name: kept.name, type: kept.type, size: kept.size };
  }

  /** Never shown in place: a customer's HTML or SVG must not run under our origin. */
  @Get(':id')
  @ApiContract({ summary: 'Downloads one file by its signed link (valid ten minutes)', query: SignedLink })
  async download(
    @Param('id', new ZodPipe(z.uuid())) id: string,
    @Query(new ZodPipe(SignedLink)) { expires, mac }: SignedLink,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    allowSite(request, reply, this.config);
    if (!this.links.opens(id, expires, mac)) throw new Problem('not-found');
    const { sha256, name, size } = await this.attachments.toOpen(id);
    await reply
      .headers({
        'content-type': 'application/octet-stream',
        'content-length': size,
        'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(name).replace(/[!'()*]/g, percent)}`,
        'x-content-type-options': 'nosniff',
        'content-security-policy': "default-src 'none'; sandbox",
        'cache-control': 'private, no-store',
      })
      .send(this.files.open(sha256));
  }
}

/** RFC 5987 leaves fewer characters bare than encodeURIComponent does. */
function percent(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}
