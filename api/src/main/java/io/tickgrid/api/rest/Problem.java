package io.tickgrid.api.rest;

import io.swagger.v3.oas.annotations.media.Schema;
import io.tickgrid.grid.ErrorCode;

/** A refusal or failure as RFC 9457 has it. */
@Schema(description = "RFC 9457 problem; code is one of the platform's error codes")
public record Problem(
        @Schema(example = "urn:tickgrid:problem:invalid_symbol")
        String type,

        @Schema(example = "Invalid symbol") String title,
        @Schema(example = "404") int status,
        @Schema(example = "no instrument \"NOPE\"") String detail,
        @Schema(example = "invalid_symbol") String code,
        @Schema(example = "/api/v1/candles/NOPE") String instance) {

    static Problem of(ErrorCode code, String detail, String instance) {
        String text = code.text();
        String words = text.replace('_', ' ');
        return new Problem(
                "urn:tickgrid:problem:" + text,
                Character.toUpperCase(words.charAt(0)) + words.substring(1),
                code.httpStatus(),
                detail,
                text,
                instance);
    }
}
